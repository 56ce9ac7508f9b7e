/** Whether a text holds a block that Go's encoding/pem can decode. */
export function hasPem(text: string): boolean {
  return /^-----BEGIN ([^\n-]+)-----[ \t\r]*\n(?:[^\n:]+:[^\n]*\n)*\s*[A-Za-z0-9+/=\s]*-----END \1-----/m.test(text);
}
