/** The event object that Electron passes first; `preventDefault` is what guards use. */
export class HostEvent {
  defaultPrevented = false;

  constructor(details: object = {}) {
    Object.assign(this, details);
  }

  preventDefault(): void {
    this.defaultPrevented = true;
  }
}
