#!/bin/bash
mkdir -p /opt/ready
echo prepared > /opt/ready/flag
