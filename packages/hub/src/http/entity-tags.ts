/** What goes into the header `ETag`. */
export function etagHeader(etag: string): { readonly etag: string } {
  return { etag: `"${etag}"` };
}

/** Whether a request with this `If-Match` may change what has this entity tag; one without may. */
export function isMatch(ifMatch: string | undefined, etag: string): boolean {
  const asked = (ifMatch ?? '*').split(',');
  const tags = asked.map((each) => each.trim().replace(/^(?:W\/)?"(.*)"$/u, '$1'));
  return tags.some((tag) => tag === '*' || tag === etag);
}
