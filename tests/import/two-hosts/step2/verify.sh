#!/bin/sh
test "$(docker service ls --filter name=demo_web --format '{{.Replicas}}')" = 3/3 && grep -q copies /root/note.txt
