/** A guide with one of everything, for designing the panel (`?fake#/lab/sample`). */
export const SAMPLE_GUIDE = `---
title: Build a swarm
summary: Turn five machines into one swarm, run a service, and lose a machine without losing the service.
minutes: 20
level: beginner
machines: [node1, node2, node3, node4, node5]
seed: 7
start: 2026-01-05T09:00:00Z
---

A *swarm* is a group of machines that run containers together. You say **what** should run; the managers decide **where**, and put things
right when a machine fails.

## Begin the swarm

One machine starts it and becomes the first manager. Click the command, or type it yourself.

\`\`\`bash on=node1 id=init save=TOKEN:"(SWMTKN-\\S+)"
docker swarm init --advertise-addr 192.168.0.11
\`\`\`

Docker answers with the command that other machines need, token included:

\`\`\`text title="What you should see"
Swarm initialized: current node (q7k2m9v4c1z8h3t6w0b5d) is now a manager.
\`\`\`

\`\`\`check id=swarm-up on=node1 title="node1 leads a swarm"
docker node ls
\`\`\`

> [!NOTE]
> The machine that begins the swarm is its *leader* until it fails. On the map it wears the honey hexagon.

## Add managers

Three managers survive the loss of one. Join two more:

\`\`\`bash on=node2
docker swarm join --token \${TOKEN} 192.168.0.11:2377
\`\`\`
\`\`\`bash on=node3
docker swarm join --token \${TOKEN} 192.168.0.11:2377
\`\`\`

\`\`\`check id=three-managers on=node1 title="Three managers are reachable"
docker node ls
\`\`\`

:::hint{title="It says the token is wrong"}
Managers and workers have different tokens. \`docker swarm join-token manager\` prints the one for managers.
:::

:::quiz{id=quorum answer=b}
You have three managers. How many may fail before the swarm can no longer change?

- [ ] none
- [ ] one
- [ ] two

A majority of three is two, so one may fail. Five managers survive two.
:::

## Run a service

1. Start five copies of a web server behind port 8080:

   \`\`\`bash on=node1 id=web
   docker service create --name web --replicas 5 \\
     --publish 8080:80 nginx:1.27
   docker service ps web
   \`\`\`

2. Ask any machine; the *ingress mesh* finds a task:

   \`\`\`bash on=node4
   curl -s http://localhost:8080 | head -4
   \`\`\`

\`\`\`check id=web-up on=node1 title="Five replicas of web are running"
docker service ls
\`\`\`

> [!WARNING]
> A service that publishes a port in *host* mode answers only where its tasks are.

| Mode | Answers on | Balances |
| --- | --- | --- |
| \`ingress\` | every node | yes |
| \`host\` | nodes with a task | no |
`;
