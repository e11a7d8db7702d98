/** What a key does on an entry of a menu, for `onClick` of antd's menus: it acts once, and a link in the entry is followed. */
import type { MenuProps } from 'antd';

type Info = Parameters<NonNullable<MenuProps['onClick']>>[0];

export function followKey({ domEvent }: Pick<Info, 'domEvent'>): void {
  if (domEvent.type !== 'keydown') return;
  // else the same Enter would press the button to which a dialog, opened by it, gives the focus
  domEvent.preventDefault();
  if (domEvent.target instanceof Element) domEvent.target.querySelector('a')?.click();
}
