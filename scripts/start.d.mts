/**
 * @param {readonly string[]} args
 * @param {string} directory that relative paths start from
 * @returns {{ help: true } | { help: false, args: string[] }} the arguments for the program
 * @throws {Error} with a sentence for the user
 */
export function readArguments(args: readonly string[], directory: string): {
    help: true;
} | {
    help: false;
    args: string[];
};
