import Admin
import ArgumentParser
import Files

/// `ballast user add`.
struct AddUser: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Add an account.",
        discussion: """
            The password has at least 12 characters and is asked for on the terminal.

            Exit status: 0 added; 1 nothing was changed.
            """)

    @OptionGroup var accounts: AccountOptions
    @OptionGroup var password: NewPassword

    @Option(help: "report, maint or conf.")
    var group: AccountGroup

    @Argument(help: "The name: a to z, digits, and after the first . _ - @") var name: String

    func run() throws {
        // Before the password is asked for.
        let book = try accounts.book()
        try accounts.require(AccountName.isValid(name), or: .badName(name))
        try accounts.require(book.user(name) == nil, or: .takenName(name))
        let hash = try stopping { try password.hash(for: name) }
        try accounts.change("add the account \(name), \(group)") { store throws(AccountRefusal) in
            try store.add(name, group, hash, now: wallClock())
        }
        write("added \(name), \(group)\n", to: 1)
    }
}
