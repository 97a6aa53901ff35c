import Admin
import ArgumentParser
import Files

/// `ballast user password`.
struct SetPassword: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "password",
        abstract: "Set another password, and end the sessions of the account.",
        discussion: """
            The password has at least 12 characters and is asked for on the terminal.

            Exit status: 0 set; 1 nothing was changed.
            """)

    @OptionGroup var accounts: AccountOptions
    @OptionGroup var password: NewPassword

    @Argument(help: "The account.") var name: String

    func run() throws {
        try accounts.require(try accounts.book().user(name) != nil, or: .unknownUser(name))
        let hash = try stopping { try password.hash(for: name) }
        try accounts.change("set the password of \(name)") { store throws(AccountRefusal) in
            try store.setHash(hash, of: name, now: wallClock())
        }
        write("set the password of \(name)\n", to: 1)
    }
}
