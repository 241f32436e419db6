import { secondsLeft } from './refusal';

/** The seconds until an instant, counted down. */
export class Countdown {
  left = $state(0);
  #timer: ReturnType<typeof setInterval> | undefined;

  to(until: number): void {
    this.stop();
    const look = () => {
      this.left = secondsLeft(until, Date.now());
      if (this.left === 0) clearInterval(this.#timer);
    };
    this.#timer = setInterval(look, 1000);
    look();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.left = 0;
  }
}
