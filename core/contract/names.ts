import type { Feature } from './define'

/** What a feature has, by name: all that the page's side of the border needs to know. */
interface FeatureNames {
  calls: string[]
  news: string[]
  streams: string[]
}

export type ContractNames = Readonly<Record<string, FeatureNames>>

export function namesOf(contract: Readonly<Record<string, Feature>>): ContractNames {
  return Object.fromEntries(
    Object.entries(contract).map(([feature, { calls, news, streams }]) => [
      feature,
      { calls: Object.keys(calls), news: Object.keys(news), streams: Object.keys(streams) },
    ]),
  )
}
