/// A key of `check` that only some checks use, by its name in the document.
public enum CheckKey: String, Sendable, Hashable, CaseIterable {
    /// The protocol of `negotiate`, and the parts of its request.
    case service, request, method, virtualHost, headers, recordType, transport
    /// The expected answer.
    case status, expect, expectRegex, bodyLimit
    /// The connection: TLS, and the login.
    case tls, startTls, login, password, passwordFile, secret, secretFile, database
    /// The data or the command in place of a request.
    case send, command, exitWeights, user
    /// The ends of the connection.
    case port, address, source
    /// The times and numbers of probes.
    case interval, downInterval, timeout, negotiateTimeout, fall, rise, start
}
