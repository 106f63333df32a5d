/**
 * On which page each named place of a PDF lies, counted from 1. Chromium writes its objects uncompressed: a catalogue with a tree of pages, and a
 * dictionary of the ids that links lead to. Empty where a later Chromium writes them in another way; the contents then have no numbers.
 */
export function findPages(pdf: Buffer): Map<string, number> {
  const text = pdf.toString('latin1')
  const objects = new Map(Array.from(text.matchAll(/(?:^|\n)(\d+) 0 obj\s([\s\S]*?)\sendobj/g), ([, number, body]) => [number ?? '', body ?? '']))
  const catalogue = [...objects.values()].find((body) => /\/Type \/Catalog\b/.test(body)) ?? ''
  const root = /\/Pages (\d+) 0 R/.exec(catalogue)?.[1]
  const order = root === undefined ? [] : listPages(objects, root)
  const numbers = new Map(order.map((page, index) => [page, index + 1]))
  const destinations = /\/Dests (\d+) 0 R/.exec(catalogue)?.[1]
  const places = new Map<string, number>()
  for (const [, name, page] of (objects.get(destinations ?? '') ?? '').matchAll(/\/([\w.~-]+)\s*\[(\d+) 0 R/g)) {
    const number = numbers.get(page ?? '')
    if (name !== undefined && number !== undefined) places.set(name, number)
  }
  return places
}

function listPages(objects: ReadonlyMap<string, string>, number: string, depth = 0): string[] {
  const body = objects.get(number) ?? ''
  const kids = /\/Kids\s*\[([^\]]*)\]/.exec(body)?.[1]
  // A tree deeper than this is no tree.
  if (kids === undefined || depth > 30) return [number]
  return Array.from(kids.matchAll(/(\d+) 0 R/g), ([, kid]) => listPages(objects, kid ?? '', depth + 1)).flat()
}
