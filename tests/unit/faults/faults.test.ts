import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Fault } from '../../faults/fault'
import { faults } from '../../faults/faults'
import { writeFaultsPage } from '../../faults/page'

const root = join(__dirname, '../../..')

describe('the table of faults', () => {
  it('is docs/FAULTS.md (`npx vitest run tests/unit/faults -u` writes it anew)', async () => {
    await expect(writeFaultsPage()).toMatchFileSnapshot(join(root, 'docs/FAULTS.md'))
  })

  it.each(Object.entries(faults) as [string, Fault][])('%s: is caused by somebody, and tells the words that are looked for', async (_id, { see, sights, proofs }) => {
    expect(sights.length + proofs.length).toBeGreaterThan(0)
    for (const word of sights.flatMap(({ words }) => words)) expect(see.toLowerCase()).toContain(word.toLowerCase())
    for (const { file, test } of proofs) {
      const source = await readFile(join(root, file), 'utf8')
      const titles = [...source.matchAll(/\b(?:it|test)\(\s*(['`])(.*?)\1,/g)].map(([, , title]) => title?.replace(/^\$\{.*?\} /, ''))
      expect(titles.some((title) => title?.includes(test)), `${file}: ${test}`).toBe(true)
    }
  })
})
