#!/bin/bash
ready=$(docker node ls --format '{{.Status}}' 2>/dev/null | grep -c Ready)
if [ "$ready" -lt 2 ]; then
  echo "only $ready of 2 nodes are ready"
  exit 1
fi
