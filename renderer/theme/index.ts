export { setThemePreference, startTheme, useTheme, type ThemePreference } from './theme'
