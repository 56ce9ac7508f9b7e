/**
 * Where everything on the cluster map stands: cards in a grid, tiles in the cards, tasks without a machine in a tray
 * above. A pure function of the view and a width, so that the page (elements) and the canvas (many tiles) agree, and
 * so that a tile can travel from where its slot was to where it is now. All lengths are CSS pixels.
 *
 * [MAP1] Every live task that is laid out has exactly one tile: in its machine's card, else in the tray.
 * [MAP2] Places depend on the view and the width alone, never on an earlier layout.
 * [MAP3] No two tiles of a card overlap, and none leaves its card.
 */
import { isTerminal } from '../../model';
import type { MachineView, TaskView } from '../../session/protocol';

export type Density = 'full' | 'compact' | 'dot';

export type TileItem = { kind: 'task'; task: TaskView } | { kind: 'container'; container: MachineView['containers'][number] };

export interface TilePlace {
  /** The task's or the container's id. */
  id: string;
  item: TileItem;
  /** From the card's or the tray's top left corner. */
  x: number;
  y: number;
}

export interface CardPlace {
  machine: MachineView;
  x: number;
  y: number;
  width: number;
  height: number;
  /** Placed when somebody looks: of tens of thousands most are out of sight. */
  readonly tiles: TilePlace[];
  /** Offset of the row of ports, absent when there is none. */
  portsY?: number;
}

export interface MapLayout {
  density: Density;
  tileWidth: number;
  tileHeight: number;
  columns: number;
  cards: CardPlace[];
  tray?: { y: number; width: number; height: number; tiles: TilePlace[] };
  width: number;
  height: number;
}

export interface Metrics {
  cardWidthMin: number;
  gap: number;
  pad: number;
  header: number;
  tileWidthMin: number;
  tileHeight: number;
  tileGap: number;
  ports: number;
}

export const METRICS: Readonly<Record<Density, Metrics>> = {
  full: { cardWidthMin: 150, gap: 10, pad: 8, header: 46, tileWidthMin: 66, tileHeight: 34, tileGap: 4, ports: 24 },
  compact: { cardWidthMin: 130, gap: 8, pad: 6, header: 30, tileWidthMin: 38, tileHeight: 20, tileGap: 3, ports: 0 },
  dot: { cardWidthMin: 104, gap: 6, pad: 5, header: 19, tileWidthMin: 8, tileHeight: 8, tileGap: 2, ports: 0 },
};

/** Above this many tiles the map is drawn on a canvas. */
export const TILES_DRAWN_MAX = 300;

class Card implements CardPlace {
  portsY?: number;
  private placed: TilePlace[] | undefined;

  constructor(
    readonly machine: MachineView,
    readonly x: number,
    readonly y: number,
    readonly width: number,
    readonly height: number,
    private readonly place: () => TilePlace[],
  ) {}

  get tiles(): TilePlace[] {
    return (this.placed ??= this.place());
  }
}

/** Managers first, then workers, then machines outside the swarm, laptops last of all; each in the order of the view. */
export function machineOrder(machines: readonly MachineView[]): MachineView[] {
  const rank = (machine: MachineView): number => (machine.role === 'manager' ? 0 : machine.role === 'worker' ? 1 : machine.kind === 'laptop' ? 3 : 2);
  const outside = machines.every((machine) => machine.role === undefined);
  if (outside) return [...machines];
  return [0, 1, 2, 3].flatMap((wanted) => machines.filter((machine) => rank(machine) === wanted));
}

/** Over, or wanted to be: drawn hollow and last. */
export function isPast(task: TaskView): boolean {
  return isTerminal(task.state) || task.desired === 'shutdown' || task.desired === 'remove';
}

/** How long a task may look for a machine before the map says that it waits. */
const WAITS_AFTER_MS = 1500;

/**
 * The tasks worth drawing: all but those that have only just begun to look for a machine, since the tray would flash for
 * the blink of an eye that scheduling takes. Answers the same array when nothing is left out.
 */
export function drawnTasks(tasks: readonly TaskView[], nowMs: number): readonly TaskView[] {
  const fleeting = (task: TaskView): boolean => task.machine === undefined && (task.error ?? '') === '' && nowMs - task.sinceMs < WAITS_AFTER_MS;
  return tasks.some(fleeting) ? tasks.filter((task) => !fleeting(task)) : tasks;
}

export function densityFor(machines: number, tiles: number, width: number): Density {
  if (tiles > TILES_DRAWN_MAX || machines > 60) return 'dot';
  const columns = columnsIn(width, METRICS.full);
  // Full tiles as long as the whole map stays within some three screens of cards.
  if (machines <= 12 && tiles <= 90 && tiles / Math.max(1, machines) <= 8 * Math.max(1, columns)) return 'full';
  return 'compact';
}

export function layoutMap(machines: readonly MachineView[], tasks: readonly TaskView[], width: number, wanted?: Density): MapLayout {
  const byMachine = new Map<string, TaskView[]>(machines.map((machine) => [machine.name, []]));
  const waiting: TaskView[] = [];
  for (const task of tasks) {
    const home = task.machine === undefined ? undefined : byMachine.get(task.machine);
    if (home) home.push(task);
    else if (!isPast(task)) waiting.push(task);
  }
  const containers = machines.reduce((n, machine) => n + machine.containers.length, 0);
  const density = wanted ?? densityFor(machines.length, tasks.length + containers, width);
  const m = METRICS[density];
  const columns = Math.max(1, columnsIn(width, m));
  const cardWidth = Math.floor((width - m.gap * (columns - 1)) / columns);
  const inner = cardWidth - 2 * m.pad;
  const tileColumns = Math.max(1, Math.floor((inner + m.tileGap) / (m.tileWidthMin + m.tileGap)));
  const tileWidth = density === 'dot' ? m.tileWidthMin : Math.floor((inner - m.tileGap * (tileColumns - 1)) / tileColumns);
  const place = (items: TileItem[], fromX: number, fromY: number, across: number): TilePlace[] =>
    items.map((item, i) => ({
      id: item.kind === 'task' ? item.task.id : item.container.id,
      item,
      x: fromX + (i % across) * (tileWidth + m.tileGap),
      y: fromY + Math.floor(i / across) * (m.tileHeight + m.tileGap),
    }));
  const rowsHeight = (count: number, across: number): number => {
    const rows = Math.max(1, Math.ceil(count / across));
    return rows * m.tileHeight + (rows - 1) * m.tileGap;
  };

  let y = 0;
  let tray: MapLayout['tray'];
  if (waiting.length > 0) {
    const across = Math.max(1, Math.floor((width - 2 * m.pad + m.tileGap) / (tileWidth + m.tileGap)));
    const header = density === 'dot' ? 18 : 26;
    const items = waiting.sort(byServiceAndSlot).map((task): TileItem => ({ kind: 'task', task }));
    const height = header + rowsHeight(items.length, across) + m.pad;
    tray = { y, width, height, tiles: place(items, m.pad, header, across) };
    y += height + m.gap;
  }

  const cards: CardPlace[] = [];
  const ordered = machineOrder(machines);
  for (let row = 0; row < ordered.length; row += columns) {
    const slice = ordered.slice(row, row + columns);
    const contents = slice.map((machine) => ({ machine, tasks: byMachine.get(machine.name) ?? [] }));
    const tilesHeight = Math.max(...contents.map(({ machine, tasks: own }) => rowsHeight(own.length + machine.containers.length, tileColumns)));
    const ports = m.ports > 0 && slice.some((machine) => machine.ports.length > 0) ? m.ports : 0;
    const height = m.header + tilesHeight + ports + m.pad;
    contents.forEach(({ machine, tasks: own }, i) => {
      const card = new Card(machine, i * (cardWidth + m.gap), y, cardWidth, height, () => place(itemsOf(machine, own), m.pad, m.header, tileColumns));
      if (ports > 0) card.portsY = m.header + tilesHeight;
      cards.push(card);
    });
    y += height + m.gap;
  }
  return { density, tileWidth, tileHeight: m.tileHeight, columns, cards, width, height: Math.max(0, y - m.gap), ...(tray && { tray }) };
}

/** What a slot is called when its task is replaced by another: the next task of the same slot travels from there. */
export function slotKey(task: TaskView): string | undefined {
  // Tasks of global services belong to their node: they never travel.
  return task.slot === 0 ? undefined : `${task.serviceId}/${task.slot}`;
}

function columnsIn(width: number, m: Metrics): number {
  return Math.floor((width + m.gap) / (m.cardWidthMin + m.gap));
}

function itemsOf(machine: MachineView, tasks: TaskView[]): TileItem[] {
  const live: TaskView[] = [];
  const past: TaskView[] = [];
  for (const task of tasks) (isPast(task) ? past : live).push(task);
  const items = sorted(live).map((task): TileItem => ({ kind: 'task', task }));
  for (const container of machine.containers) items.push({ kind: 'container', container });
  for (const task of sorted(past)) items.push({ kind: 'task', task });
  return items;
}

/** Views are mostly in order already, and looking is much cheaper than sorting. */
function sorted(tasks: TaskView[]): TaskView[] {
  for (let i = 1; i < tasks.length; i++) {
    if (byServiceAndSlot(tasks[i - 1] as TaskView, tasks[i] as TaskView) > 0) return tasks.sort(byServiceAndSlot);
  }
  return tasks;
}

function byServiceAndSlot(a: TaskView, b: TaskView): number {
  if (a.service !== b.service) return a.service < b.service ? -1 : 1;
  return a.slot - b.slot || (a.id < b.id ? -1 : 1);
}
