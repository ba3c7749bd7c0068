import { HostEvent } from './events.ts';
import { notImplemented, strict } from './not-implemented.ts';

interface Template {
  readonly id?: string;
  readonly label?: string;
  readonly role?: string;
  readonly type?: string;
  readonly accelerator?: string;
  readonly enabled?: boolean;
  readonly visible?: boolean;
  readonly checked?: boolean;
  readonly submenu?: readonly Template[] | Menu;
  readonly click?: (item: MenuItem, window: undefined, event: HostEvent) => void;
}

/** A menu as data: what it holds and what a click on an item does. Nothing is drawn. */
export class MenuItem {
  readonly id: string;
  readonly label: string;
  readonly role: string | undefined;
  readonly type: string;
  readonly accelerator: string | undefined;
  readonly submenu: Menu | undefined;
  enabled: boolean;
  visible: boolean;
  checked: boolean;
  readonly click: () => void;

  constructor(template: Template) {
    const {
      id = '',
      label = '',
      role,
      type,
      accelerator,
      enabled = true,
      visible = true,
      checked = false,
      submenu,
      click,
    } = template;
    if (label === '' && role === undefined && type !== 'separator') {
      throw new TypeError('Invalid template for MenuItem: must have a label, role or type');
    }
    this.id = id;
    this.label = label;
    this.role = role?.toLowerCase();
    this.accelerator = accelerator;
    this.submenu = submenu === undefined || submenu instanceof Menu ? submenu : Menu.buildFromTemplate(submenu);
    this.type = type ?? (this.submenu ? 'submenu' : 'normal');
    this.enabled = enabled;
    this.visible = visible;
    this.checked = checked;
    this.click = () =>
      click ? click(this, undefined, new HostEvent()) : notImplemented(`the menu role "${role ?? label}"`);
  }
}

export class Menu {
  static #application: Menu | null = null;

  static buildFromTemplate(template: readonly Template[]): Menu {
    const menu = new Menu();
    menu.items.push(...template.map((item) => new MenuItem(item)));
    return menu;
  }

  static setApplicationMenu(menu: Menu | null): void {
    Menu.#application = menu;
  }

  static getApplicationMenu(): Menu | null {
    return Menu.#application;
  }

  readonly items: MenuItem[] = [];

  constructor() {
    return strict('Menu', this);
  }

  getMenuItemById(id: string): MenuItem | null {
    for (const item of this.items) {
      const found = item.id === id ? item : (item.submenu?.getMenuItemById(id) ?? null);
      if (found) return found;
    }
    return null;
  }
}
