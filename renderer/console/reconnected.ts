/**
 * A transcript that ends in the middle of colours or of another screen must not leave them on. Leaving that screen puts the cursor back to where it was
 * saved, also where no other screen is shown: so it is saved first, or what comes next would be drawn over the first lines.
 */
export const RECONNECTED = '\u001b7\u001b[?1049l\u001b[!p\u001b[0m\r\n\u001b[90m── reconnected ──\u001b[0m\r\n'
