/**
 * Whether a file is a test, going by its name and the folders below the working directory.
 *
 * @param cwd - Working directory of whoever asks; folders above it say nothing.
 */
export function isTestFile(filename: string, cwd: string): boolean {
  const name = filename.startsWith(cwd) ? filename.slice(cwd.length) : filename;
  return /(?:^|[\\/])(?:tests?|__tests__|__mocks__|e2e|cypress)[\\/]|(?:[-.](?:test|spec)|\.(?:e2e|cy))\.[cm]?[jt]sx?$/.test(
    name,
  );
}
