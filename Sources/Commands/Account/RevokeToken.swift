import Admin
import ArgumentParser

/// `ballast user revoke`.
struct RevokeToken: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "End the validity of a token.",
        discussion: "Exit status: 0 revoked; 1 nothing was changed.")

    @OptionGroup var accounts: AccountOptions

    @Argument(help: "The token.") var name: String

    func run() throws {
        try accounts.change("revoke the token \(name)") { store throws(AccountRefusal) in
            try store.revoke(name)
        }
        write("revoked \(name)\n", to: 1)
    }
}
