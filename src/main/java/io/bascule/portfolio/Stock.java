package io.bascule.portfolio;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/** What can be traded; the constant's name is the ticker. */
enum Stock {
    BTC("Bitcoin"),
    AAPL("Apple"),
    ETH("Ether");

    private final String company;

    Stock(String company) {
        this.company = company;
    }

    String company() {
        return company;
    }

    /** The stock with exactly this ticker; empty when there is none. */
    static Optional<Stock> of(String ticker) {
        return Arrays.stream(values())
                .filter(stock -> stock.name().equals(ticker))
                .findFirst();
    }

    /** All tickers, for a sentence: {@code BTC, AAPL, ETH}. */
    static String tickers() {
        return Arrays.stream(values()).map(Stock::name).collect(Collectors.joining(", "));
    }
}
