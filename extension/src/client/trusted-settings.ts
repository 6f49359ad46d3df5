import { SECTION } from '../protocol/settings.ts';

/**
 * The settings as the server gets them. To read the ESLint configuration of a project is to run it, so in a workspace
 * that is not trusted that is off, whatever the user's settings say for other places.
 *
 * @param section - The section that the server has asked for.
 */
export function settingsIn(isTrusted: boolean, section: string | undefined, value: unknown): unknown {
  if (isTrusted) return value;
  if (section === `${SECTION}.eslint`) return 'off';
  return section === SECTION && typeof value === 'object' ? { ...value, eslint: 'off' } : value;
}
