/** What a new author finds: a small lab that is whole, with the blocks that most labs need. */
export const FIRST_DRAFT = `---
title: My first lab
summary: One machine becomes a swarm and runs a service.
minutes: 10
level: beginner
machines:
  - name: node1
    platform: linux
---

Write here as you would in any Markdown. On the right the lab is played while you write: when only words change, the
machines go on running.

## Begin the swarm

A block of \`bash\` becomes commands with a button. \`on=\` names the machine.

\`\`\`bash on=node1 id=init
docker swarm init --advertise-addr eth0
\`\`\`

:::quiz{id=guess kind=predict before=run answer=b}
How many tasks will there be?

- [ ] one
- [ ] as many as replicas
:::

\`\`\`bash on=node1 id=run
docker service create --name web --replicas {{?replicas}} nginx:1.27
\`\`\`

:::hint{title="Stuck?"}
Three is a good number.
:::

\`\`\`expect id=web-runs title="web runs three tasks"
service web has 3 running replicas
\`\`\`

:::diagram{of=service name=web}
:::
`;
