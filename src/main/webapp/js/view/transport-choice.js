import { byId } from './dom.js';

const PARAMETER = 'transport';

/** The choice of a transport of SockJS; it stands in the address, so that it can be linked to and survives a reload. */
export class TransportChoice {
    #select = byId('transport-choice');

    constructor(chosen) {
        this.#select.value = new URL(location).searchParams.get(PARAMETER) ?? '';
        this.#select.selectedIndex = Math.max(0, this.#select.selectedIndex); // an unknown name is no choice
        this.#select.addEventListener('change', () => {
            this.#keep();
            chosen(this.chosen);
        });
    }

    /** The name of the only transport to use, or empty for whichever works. */
    get chosen() {
        return this.#select.value;
    }

    #keep() {
        const url = new URL(location);
        if (this.chosen === '') {
            url.searchParams.delete(PARAMETER);
        } else {
            url.searchParams.set(PARAMETER, this.chosen);
        }
        history.replaceState(null, '', url);
    }
}
