const REFERENCE = /\$(\$?)\{([A-Za-z][A-Za-z0-9_.]{0,63})\}/g

export type Variables = Readonly<Record<string, string>>

/** Puts values in the place of `${name}`. `$${name}` becomes `${name}`; an unknown name stays as it is, for the shell or to be seen. */
export function fillIn(text: string, variables: Variables): string {
  return text.replace(REFERENCE, (whole, escaped: string, name: string) => (escaped !== '' ? whole.slice(1) : Object.hasOwn(variables, name) ? (variables[name] ?? '') : whole))
}

/** The names that a text refers to and that have no value. */
export function unknownVariables(text: string, variables: Variables): string[] {
  return [...text.matchAll(REFERENCE)].flatMap(([, escaped, name = '']) => (escaped === '' && !Object.hasOwn(variables, name) ? [name] : []))
}

// A variable may be made of others; more rounds than this is a circle.
const ROUNDS = 5

/** Later ones go over earlier ones; values may refer to other variables. */
export function joinVariables(...layers: Variables[]): Variables {
  const joined: Record<string, string> = Object.assign({}, ...layers) as Record<string, string>
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [name, value] of Object.entries(joined)) {
      const filled = fillIn(value, { ...joined, [name]: '' })
      // A value that grows with each round refers to itself through others.
      if (filled.length <= 10_000) joined[name] = filled
    }
  }
  return joined
}
