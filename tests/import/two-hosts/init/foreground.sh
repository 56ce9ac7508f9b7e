#!/bin/bash
while [ ! -f /opt/ready/flag ]; do sleep 1; done
echo ready
