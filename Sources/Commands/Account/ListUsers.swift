import Admin
import ArgumentParser

/// `ballast user list`.
struct ListUsers: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the accounts.",
        discussion: "Exit status: 0 listed; 1 they can't be read.")

    @OptionGroup var accounts: AccountOptions
    @OptionGroup var output: OutputOptions

    func run() throws {
        let answer = UsersAnswer(try accounts.book().users)
        try View(answer, lines: { answer.lines(Layout.output()) }).print(json: output.json)
    }
}
