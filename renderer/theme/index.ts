export { setThemePreference, startTheme, useTheme, type ThemePreference } from './theme'
export { readPalette } from './terminal-palette'
