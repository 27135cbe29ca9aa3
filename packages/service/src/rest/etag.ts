/** As `If-Match` wants it: in quotes, `*` too. */
export function quoted(etag: string): string {
  return /^".*"$/.test(etag) ? etag : `"${etag}"`;
}
