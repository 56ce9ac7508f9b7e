/** What the daemon says about its place in a swarm, to the letter (moby daemon/cluster/errors.go, swarm.go). */

export const NOT_MANAGER =
  'This node is not a swarm manager. Use "docker swarm init" or "docker swarm join" to connect this node to swarm and try again.';
export const MANAGER_PREPARING = 'This node is not a swarm manager. Manager is being prepared or has trouble connecting to the cluster.';
export const WORKER =
  "This node is not a swarm manager. Worker nodes can't be used to view or modify cluster state. Please run this command on a manager node or promote the current node to a manager.";
export const LOCKED =
  'Swarm is encrypted and needs to be unlocked before it can be used. Please use "docker swarm unlock" to unlock it.';
export const ALREADY_IN_SWARM = 'This node is already part of a swarm. Use "docker swarm leave" to leave this swarm and join another one.';
export const NOT_IN_SWARM = 'This node is not part of a swarm';
export const JOIN_TIMEOUT =
  'Timeout was reached before node joined. The attempt to join the swarm will continue in the background. Use the "docker info" command to see the current swarm status of your node.';
export const NO_LEADER =
  "The swarm does not have a leader. It's possible that too few managers are online. Make sure more than half of the managers are online.";
export const CONTEXT_DEADLINE = 'context deadline exceeded';

export const LEAVE_MANAGER = 'You are attempting to leave the swarm on a node that is participating as a manager. ';
export const LEAVE_LAST_MANAGER = 'Removing the last manager erases all current state of the swarm. Use `--force` to ignore this message. ';
export const LEAVE_TAIL =
  'The only way to restore a swarm that has lost consensus is to reinitialize it with `--force-new-cluster`. Use `--force` to suppress this message.';
