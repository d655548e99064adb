package io.bascule.portfolio;

class AccountsInMemoryTest implements AccountsContract {
    private final Accounts accounts = new Accounts.InMemory();

    @Override
    public Accounts accounts() {
        return accounts;
    }
}
