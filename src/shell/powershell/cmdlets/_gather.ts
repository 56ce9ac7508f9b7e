/** Text with Windows' line ends, as files and Out-String have it. */
export const gatherText = (text: string): string => text.replace(/\r?\n/g, '\r\n');
