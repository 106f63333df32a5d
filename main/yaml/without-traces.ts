/**
 * Parses without writing down, for each mistake, from where the parser was called: in a text of nothing but mistakes that is three quarters of the
 * time, and nobody reads it.
 */
export function withoutTraces<T>(parse: () => T): T {
  const before = Error.stackTraceLimit
  Error.stackTraceLimit = 0
  try {
    return parse()
  } finally {
    Error.stackTraceLimit = before
  }
}
