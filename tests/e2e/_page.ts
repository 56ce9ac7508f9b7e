/** What the page's tests share: opening a session, reading a terminal, typing as a person would. */
import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';

/** Text of a terminal's screen, with spaces that are spaces. */
export async function screenText(page: Page, terminal: string): Promise<string> {
  const text = await page.locator(`[data-terminal="${terminal}"] .xterm-rows > div`).allTextContents();
  return text.map((line) => line.replaceAll('\u00a0', ' ').trimEnd()).join('\n');
}

export async function expectScreen(page: Page, terminal: string, wanted: RegExp, timeout = 30_000): Promise<void> {
  await expect.poll(() => screenText(page, terminal), { timeout }).toMatch(wanted);
}

export function pane(page: Page, terminal: string): Locator {
  return page.locator(`[data-terminal="${terminal}"]`);
}

/** Focuses a terminal by its tab and types a line. */
export async function typeLine(page: Page, machine: string, line: string): Promise<void> {
  await page.getByRole('tab', { name: machine, exact: true }).click();
  await pane(page, `${machine}-1`).locator('.xterm-screen').click();
  await page.keyboard.type(line);
  await page.keyboard.press('Enter');
}

export async function setPace(page: Page, pace: string): Promise<void> {
  await page.getByRole('button', { name: /^Pace:/ }).click();
  await page.getByRole('menuitemradio', { name: pace }).click();
}

/** Errors of the page itself make a test fail, whatever it looked at. */
export function watchErrors(page: Page): string[] {
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
  return errors;
}
