/**
 * What whoever types believes there is: enough to type mostly sensible commands. The world may know better, and
 * then the command is refused, as it would be for a person.
 */
export interface MachineBelief {
  readonly name: string;
  readonly platform: 'linux' | 'windows';
  role: 'manager' | 'worker' | 'none';
  /** What ails it; at most one thing at a time. */
  ill: 'off' | 'stopped' | 'cut' | undefined;
}

export interface ServiceBelief {
  readonly name: string;
  readonly mode: 'replicated' | 'global' | 'replicated-job' | 'global-job';
  /** Networks, secrets and configs that its spec has, and ports published: for removing flags. */
  readonly networks: string[];
  readonly secrets: string[];
  readonly configs: string[];
}

export class Belief {
  readonly machines: MachineBelief[] = [];
  readonly services = new Map<string, ServiceBelief>();
  readonly stacks = new Set<string>();
  readonly networks = new Set<string>();
  readonly secrets = new Set<string>();
  readonly configs = new Set<string>();
  /** Pairs whose way is bad. */
  readonly links = new Set<string>();
  autolock = false;
  /** Variables that hold unlock keys, newest last. */
  readonly keys: string[] = [];

  get managers(): MachineBelief[] {
    return this.machines.filter((machine) => machine.role === 'manager');
  }

  get members(): MachineBelief[] {
    return this.machines.filter((machine) => machine.role !== 'none');
  }

  get well(): MachineBelief[] {
    return this.machines.filter((machine) => machine.ill === undefined);
  }

  get ill(): MachineBelief[] {
    return this.machines.filter((machine) => machine.ill !== undefined);
  }
}
