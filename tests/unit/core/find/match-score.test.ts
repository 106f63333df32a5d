import { describe, expect, it } from 'vitest'
import { matchScore } from '../../../../core/find'

const best = (query: string, texts: string[]): string[] => {
  const scored = texts.flatMap((text) => {
    const score = matchScore(text, query)
    return score === null ? [] : [{ text, score }]
  })
  return scored.sort((a, b) => b.score - a.score).map(({ text }) => text)
}

describe('finding by a few letters', () => {
  it('prefers the start, then the start of a word, then the middle, then letters in their order', () => {
    expect(best('web', ['rhel9-web', 'cobweb', 'web', 'w-e-b', 'nothing'])).toEqual(['web', 'rhel9-web', 'cobweb', 'w-e-b'])
  })

  it('takes words in any order, and all of them', () => {
    expect(best('root ssh', ['SSH to workstation as root', 'SSH to workstation as student'])).toEqual(['SSH to workstation as root'])
  })

  it('takes the letters of a name, but not letters strewn over a sentence', () => {
    expect(best('r9w', ['rhel9-web', 'restart 9 times, or wait'])).toEqual(['rhel9-web'])
    expect(matchScore('anything', '')).not.toBeNull()
  })
})
