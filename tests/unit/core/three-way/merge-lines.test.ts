import { diffArrays } from 'diff'
import { describe, expect, it } from 'vitest'
import { type Differ, mergeLines, MOST_CHANGED_LINES, type Region } from '../../../../core/three-way'

const differ: Differ = (from, to) => diffArrays(from, to, { maxEditLength: MOST_CHANGED_LINES })
const merge = (base: string, mine: string, theirs: string): Region[] | null => mergeLines(base.split(''), mine.split(''), theirs.split(''), differ)
/** Each letter a line; clashes as `<mine|theirs>`. */
const told = (base: string, mine: string, theirs: string): string | undefined =>
  merge(base, mine, theirs)
    ?.map((region) => (region.kind === 'agreed' ? region.lines.join('') : `<${region.mine.join('')}|${region.theirs.join('')}>`))
    .join('')

describe('two changes of the same lines', () => {
  it.each([
    ['at different places', 'abcdef', 'Xbcdef', 'abcdeY', 'XbcdeY'],
    ['lines put in by both, apart from each other', 'abcdef', 'aXbcdef', 'abcdeYf', 'aXbcdeYf'],
    ['lines taken out by one', 'abcdef', 'abef', 'abcdefY', 'abefY'],
    ['the same change twice', 'abc', 'aXc', 'aXc', 'aXc'],
    ['the same change, and one more', 'abcdef', 'aXcdef', 'aXcdeY', 'aXcdeY'],
    ['nothing by one', 'abc', 'abc', 'aXc', 'aXc'],
    ['a text from nothing', '', 'ab', '', 'ab'],
    ['all taken out by one', 'abc', '', 'abc', ''],
  ])('are put together: %s', (_what, base, mine, theirs, merged) => {
    expect(told(base, mine, theirs)).toBe(merged)
    expect(told(base, theirs, mine)).toBe(merged)
  })

  it.each([
    ['one line, otherwise', 'abc', 'aXc', 'aYc', 'a<X|Y>c'],
    ['lines put in at one place', 'ab', 'aXb', 'aYb', 'a<X|Y>b'],
    ['lines that touch', 'abcd', 'aXcd', 'abYd', 'a<Xc|bY>d'],
    ['one that was taken out', 'abc', 'ac', 'aXc', 'a<|X>c'],
    ['over one another', 'abcdef', 'aXYZef', 'abQdef', 'a<XYZ|bQd>ef'],
  ])('clash: %s', (_what, base, mine, theirs, merged) => {
    expect(told(base, mine, theirs)).toBe(merged)
  })

  it('come out the same whichever is mine, and whole where only one has changed something', () => {
    let seed = 1
    const random = (below: number): number => {
      seed = (seed * 48_271) % 2_147_483_647
      return seed % below
    }
    const text = (): string => Array.from({ length: random(12) }, () => 'ab '[random(3)]).join('')
    for (let round = 0; round < 2_000; round += 1) {
      const [base, mine, theirs] = [text(), text(), text()]
      const regions = merge(base, mine, theirs) ?? []
      const side = (which: 'mine' | 'theirs'): string => regions.map((region) => (region.kind === 'agreed' ? region.lines : region[which]).join('')).join('')
      if (theirs === base) expect(side('mine')).toBe(mine)
      if (mine === base) expect(side('theirs')).toBe(theirs)
      if (mine === theirs) expect(side('mine')).toBe(mine)
      const turned = (merge(base, theirs, mine) ?? []).map((region) => (region.kind === 'clash' ? { ...region, mine: region.theirs, theirs: region.mine } : region))
      expect(regions).toEqual(turned)
    }
  })

  it('are given up where almost every line is another one, but not where thousands were put in at one place', () => {
    const lines = (prefix: string, count: number): string[] => Array.from({ length: count }, (_, index) => `${prefix}${index}`)
    expect(mergeLines(lines('o', 2_000), lines('a', 2_000), lines('b', 2_000), differ)).toBeNull()
    const base = lines('o', 1_000)
    const mine = [...base.slice(0, 500), ...lines('new', 300_000), ...base.slice(500)]
    const theirs = ['first', ...base]
    expect(mergeLines(base, mine, theirs, differ)?.flatMap((region) => (region.kind === 'agreed' ? region.lines : ['clash']))).toEqual(['first', ...mine])
  })
})
