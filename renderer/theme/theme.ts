import { create } from 'zustand'
import type { Layout } from '../../core/contract'

export type ThemePreference = Layout['theme']
export type Theme = Exclude<ThemePreference, 'system'>

const desktopIsDark = window.matchMedia('(prefers-color-scheme: dark)')

// The layout comes from main a few milliseconds after the first paint; this copy keeps that paint from flashing in the other theme.
const rememberedKey = 'theme'

function remembered(): ThemePreference {
  const value = localStorage.getItem(rememberedKey)
  return value === 'light' || value === 'dark' ? value : 'system'
}

function resolve(preference: ThemePreference): Theme {
  if (preference !== 'system') return preference
  return desktopIsDark.matches ? 'dark' : 'light'
}

/** The preference and what it comes to on this desktop now. Terminals and pictures that draw their own colours follow `theme`. */
export const useTheme = create<{ preference: ThemePreference; theme: Theme }>(() => {
  const preference = remembered()
  return { preference, theme: resolve(preference) }
})

export function setThemePreference(preference: ThemePreference): void {
  localStorage.setItem(rememberedKey, preference)
  useTheme.setState({ preference, theme: resolve(preference) })
}

export function startTheme(): void {
  const paint = ({ theme }: { theme: Theme }) => {
    document.documentElement.dataset.theme = theme
  }
  paint(useTheme.getState())
  useTheme.subscribe(paint)
  desktopIsDark.addEventListener('change', () => setThemePreference(useTheme.getState().preference))
}
