/**
 * The map drawn: the same layout as the elements, for more tiles than a page has room for. Only what is in sight is
 * drawn, grouped by colour, so that fifty thousand tiles scroll as smoothly as fifty.
 */
import type { MachineView } from '../../session/protocol';
import type { CardPlace, MapLayout, TilePlace } from './layout';
import { METRICS } from './layout';
import type { HueBook } from './hues';
import { tileState } from './words';
import type { TileState } from './words';

export const CANVAS_COLOURS = [
  'raised',
  'sunken',
  'line',
  'line-strong',
  'text',
  'muted',
  'honey',
  'honey-line',
  'failed',
  'warn',
  'hue-0',
  'hue-1',
  'hue-2',
  'hue-3',
  'hue-4',
  'hue-5',
  'hue-6',
  'hue-7',
  'hue-8',
  'hue-9',
] as const;

export type CanvasColours = Record<(typeof CANVAS_COLOURS)[number], string>;

export interface CanvasScene {
  map: MapLayout;
  hues: HueBook;
  colours: CanvasColours;
  /** The part of the map in sight. */
  top: number;
  height: number;
  /** What the pointer or the keyboard points at. */
  cursor?: { card: string; tile?: string } | undefined;
}

/** Draws the part in sight; the context is already scaled to device pixels. */
export function drawMap(context: CanvasRenderingContext2D, scene: CanvasScene): void {
  const { map, top, height } = scene;
  context.clearRect(0, 0, map.width, height);
  context.save();
  context.translate(0, -top);
  if (map.tray && map.tray.y < top + height && map.tray.y + map.tray.height > top) drawTray(context, scene, map.tray);
  for (const card of cardsInSight(map.cards, top, height)) drawCard(context, scene, card);
  context.restore();
}

/** Cards are in rows from top to bottom: the first in sight is found by halving. */
export function cardsInSight(cards: readonly CardPlace[], top: number, height: number): CardPlace[] {
  let low = 0;
  let high = cards.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const card = cards[middle];
    if (card && card.y + card.height < top) low = middle + 1;
    else high = middle;
  }
  const out: CardPlace[] = [];
  for (let i = low; i < cards.length; i++) {
    const card = cards[i];
    if (!card || card.y > top + height) break;
    out.push(card);
  }
  return out;
}

/** The card and the tile at a place of the map. */
export function hitAt(map: MapLayout, x: number, y: number): { card: CardPlace; tile?: TilePlace } | undefined {
  const card = cardsInSight(map.cards, y, 0).find(
    (other) => x >= other.x && x <= other.x + other.width && y >= other.y && y <= other.y + other.height,
  );
  if (!card) return undefined;
  const gap = METRICS[map.density].tileGap / 2;
  const tile = card.tiles.find((other) => {
    const dx = x - card.x - other.x;
    const dy = y - card.y - other.y;
    return dx >= -gap && dx <= map.tileWidth + gap && dy >= -gap && dy <= map.tileHeight + gap;
  });
  return tile ? { card, tile } : { card };
}

function drawCard(context: CanvasRenderingContext2D, scene: CanvasScene, card: CardPlace): void {
  const { colours, map, cursor } = scene;
  const { machine } = card;
  const dead = machine.power !== 'on' || machine.state === 'down';
  const pointed = cursor?.card === machine.name;
  context.beginPath();
  context.roundRect(card.x + 0.5, card.y + 0.5, card.width - 1, card.height - 1, 6);
  context.fillStyle = dead ? colours.sunken : colours.raised;
  context.fill();
  context.lineWidth = pointed ? 1.5 : 1;
  context.strokeStyle = pointed ? colours.honey : machine.leader === true ? colours['honey-line'] : colours.line;
  context.setLineDash(dead || machine.cable === 'cut' ? [3, 3] : []);
  context.stroke();
  context.setLineDash([]);
  const m = METRICS[map.density];
  context.fillStyle = dead ? colours.muted : colours.text;
  context.font = "600 10.5px 'Inter Variable', sans-serif";
  context.textBaseline = 'middle';
  const middle = card.y + m.header / 2 + 1;
  if (machine.role === 'manager')
    drawHexagon(context, card.x + m.pad + 5, middle, 5, machine.leader === true ? colours.honey : undefined, colours.honey);
  context.fillText(machine.name, card.x + m.pad + (machine.role === 'manager' ? 14 : 1), middle, card.width - 40);
  const word = troubleOf(machine);
  if (word !== '') {
    context.textAlign = 'right';
    context.fillStyle = word === 'drain' || word === 'pause' ? colours.warn : colours.failed;
    context.fillText(word, card.x + card.width - m.pad, middle);
    context.textAlign = 'left';
  }
  drawTiles(context, scene, card.tiles, card.x, card.y);
}

function troubleOf(machine: MachineView): string {
  if (machine.power !== 'on') return machine.power === 'off' ? 'off' : 'boot';
  if (machine.state === 'down') return 'down';
  if (machine.cable === 'cut') return 'cut';
  return machine.availability === 'drain' || machine.availability === 'pause' ? machine.availability : '';
}

function drawTray(context: CanvasRenderingContext2D, scene: CanvasScene, tray: NonNullable<MapLayout['tray']>): void {
  context.strokeStyle = scene.colours['line-strong'];
  context.setLineDash([4, 3]);
  context.strokeRect(0.5, tray.y + 0.5, tray.width - 1, tray.height - 1);
  context.setLineDash([]);
  context.fillStyle = scene.colours.text;
  context.font = "600 10.5px 'Inter Variable', sans-serif";
  context.textBaseline = 'middle';
  context.fillText(`${tray.tiles.length} waiting`, 8, tray.y + 10);
  drawTiles(context, scene, tray.tiles, 0, tray.y);
}

function drawTiles(context: CanvasRenderingContext2D, scene: CanvasScene, tiles: readonly TilePlace[], x: number, y: number): void {
  const { map, colours, hues, cursor } = scene;
  const w = map.tileWidth;
  const h = map.tileHeight;
  for (const tile of tiles) {
    const task = tile.item.kind === 'task' ? tile.item.task : undefined;
    const state: TileState = task ? tileState(task) : 'running';
    const hue = task ? colours[`hue-${hues.hueOf(task.service)}` as keyof CanvasColours] : colours.muted;
    drawState(context, state, x + tile.x, y + tile.y, w, h, hue, colours);
    if (cursor?.tile === tile.id) {
      context.strokeStyle = colours.text;
      context.lineWidth = 1.5;
      context.strokeRect(x + tile.x - 1.5, y + tile.y - 1.5, w + 3, h + 3);
    }
  }
}

/** Shape and colour together, as on the tiles: solid, hollow, half, dotted, crossed. */
function drawState(
  context: CanvasRenderingContext2D,
  state: TileState,
  x: number,
  y: number,
  w: number,
  h: number,
  hue: string,
  colours: CanvasColours,
): void {
  context.lineWidth = 1;
  switch (state) {
    case 'running':
      // Thousands of solid tiles would shout; what is wrong among them should.
      context.globalAlpha = 0.62;
      context.fillStyle = hue;
      context.fillRect(x, y, w, h);
      context.globalAlpha = 1;
      break;
    case 'starting':
      context.strokeStyle = hue;
      context.strokeRect(x + 0.5, y + 0.5, w - 1, h - 1);
      context.fillStyle = hue;
      context.fillRect(x, y + h / 2, w, h / 2);
      break;
    case 'pending':
      context.strokeStyle = hue;
      context.setLineDash([1.5, 1.5]);
      context.strokeRect(x + 0.5, y + 0.5, w - 1, h - 1);
      context.setLineDash([]);
      break;
    case 'failed':
      context.strokeStyle = colours.failed;
      context.lineWidth = 1.6;
      context.beginPath();
      context.moveTo(x + 1, y + 1);
      context.lineTo(x + w - 1, y + h - 1);
      context.moveTo(x + w - 1, y + 1);
      context.lineTo(x + 1, y + h - 1);
      context.stroke();
      break;
    case 'unhealthy':
      context.fillStyle = hue;
      context.fillRect(x + 2, y + 2, w - 4, h - 4);
      context.strokeStyle = colours.warn;
      context.strokeRect(x + 0.5, y + 0.5, w - 1, h - 1);
      break;
    default:
      context.strokeStyle = colours['line-strong'];
      context.strokeRect(x + 0.5, y + 0.5, w - 1, h - 1);
  }
}

function drawHexagon(context: CanvasRenderingContext2D, x: number, y: number, r: number, fill: string | undefined, stroke: string): void {
  context.beginPath();
  const dx = r * 0.866;
  context.moveTo(x, y - r);
  context.lineTo(x + dx, y - r / 2);
  context.lineTo(x + dx, y + r / 2);
  context.lineTo(x, y + r);
  context.lineTo(x - dx, y + r / 2);
  context.lineTo(x - dx, y - r / 2);
  context.closePath();
  const { fillStyle } = context;
  if (fill !== undefined) {
    context.fillStyle = fill;
    context.fill();
    context.fillStyle = fillStyle;
  }
  context.strokeStyle = stroke;
  context.lineWidth = 1.2;
  context.stroke();
}
