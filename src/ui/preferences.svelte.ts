/** What a person chose once and wants everywhere; kept in local storage. */
import { recall, remember } from './kit/remember';

export const FONT_SIZE = { min: 9, max: 24, default: 13 } as const;

class Preferences {
  fontSize = $state(fontSizeFrom(recall('font-size')));
  screenReader = $state(recall('screen-reader') === 'on');

  /** What a learner wants to be called on what they hand in. */
  name = $state(recall('name') ?? '');

  setName(name: string): void {
    this.name = name;
    remember('name', name);
  }

  growFont(by: number): void {
    this.fontSize = Math.max(FONT_SIZE.min, Math.min(FONT_SIZE.max, this.fontSize + by));
    remember('font-size', String(this.fontSize));
  }

  resetFont(): void {
    this.fontSize = FONT_SIZE.default;
    remember('font-size', String(this.fontSize));
  }

  setScreenReader(on: boolean): void {
    this.screenReader = on;
    remember('screen-reader', on ? 'on' : 'off');
  }
}

function fontSizeFrom(text: string | undefined): number {
  const size = Number(text);
  return Number.isInteger(size) && size >= FONT_SIZE.min && size <= FONT_SIZE.max ? size : FONT_SIZE.default;
}

export const preferences = new Preferences();
