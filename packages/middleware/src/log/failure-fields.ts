/** What is said of an error: its message may quote a value, so that without values its code or name has to do. */
export function failureFields(error: unknown, values: boolean): { readonly error: string } {
  if (!(error instanceof Error)) return { error: values ? String(error) : typeof error };
  if (values) return { error: error.message };
  const { code } = error as { readonly code?: unknown };
  return { error: typeof code === 'string' ? code : error.name };
}
