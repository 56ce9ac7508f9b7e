echo "step two" >> /opt/ready/flag
