import type { ComponentProps, ReactNode } from 'react';

type ButtonProps = ComponentProps<'button'> & {
  /** `primary`: the one thing to do here. `quiet`: no border until pointed at. */
  readonly look?: 'primary' | 'plain' | 'quiet';
  readonly icon?: ReactNode;
};

export function Button({ look = 'plain', icon, children, className = '', ...rest }: ButtonProps) {
  return (
    <button type="button" {...rest} className={`button button-${look} ${className}`}>
      {icon}
      <span className="button-text">{children}</span>
    </button>
  );
}

type IconButtonProps = Omit<ComponentProps<'button'>, 'children'> & {
  /** Name for screen readers, shown as a tip. */
  readonly label: string;
  readonly icon: ReactNode;
  /** Key that does the same, shown in the tip. */
  readonly keys?: string;
};

export function IconButton({ label, icon, keys, className = '', ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      aria-label={label}
      data-tip={keys === undefined ? label : `${label} (${keys})`}
      className={`icon-button ${className}`}
    >
      {icon}
    </button>
  );
}
