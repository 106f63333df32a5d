export { setThemePreference, startTheme, useTheme, type Theme, type ThemePreference } from './theme'
