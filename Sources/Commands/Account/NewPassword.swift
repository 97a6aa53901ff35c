import Admin
import ArgumentParser
import Certificates
import Model
import Proxies

/// The source of a new password, which is never an argument.
struct NewPassword: ParsableArguments {
    @Flag(help: "Read the password from the first line of standard input, for scripts.")
    var passwordStdin = false

    /// Returns the hash of a password, which is asked for twice on a terminal.
    ///
    /// **Errors:** `AccountRefusal`: the password is refused; `HostFailure`: there is none.
    func hash(for name: String) throws -> PasswordHash {
        let password = try secret(for: name).withBytes { Array($0) }
        if let problem = PasswordRule.problem(of: password, for: name) {
            throw AccountRefusal.password(problem)
        }
        return try PasswordHash(of: password)
    }

    private func secret(for name: String) throws -> SecretBytes {
        if passwordStdin { return try readSecret("/dev/stdin").firstLine }
        func failure(_ reason: String) -> HostFailure {
            HostFailure(
                operation: "set the password of \(name)", reason: reason,
                remedy: "scripts give it with --password-stdin")
        }
        guard let secret = askedSecret("Password of \(name): "), let again = askedSecret("Again: ")
        else { throw failure("there is no terminal, or no password was given") }
        let isSame = secret.withBytes { first in again.withBytes { first.elementsEqual($0) } }
        guard isSame else { throw failure("the passwords differ") }
        return secret
    }
}
