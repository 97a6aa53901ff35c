/// The parameters of Argon2id for new passwords.
///
/// **Source:** RFC 9106, section 3.1.
public struct PasswordCost: Sendable, Hashable {
    /// Memory of one computation.
    ///
    /// **Unit:** KiB.
    public let memory: UInt32
    /// Passes over the memory.
    public let passes: UInt32
    /// Lanes, each a thread.
    public let lanes: UInt32

    /// Creates parameters.
    public init(memory: UInt32, passes: UInt32, lanes: UInt32 = 1) {
        self.memory = memory
        self.passes = passes
        self.lanes = lanes
    }

    /// 19 MiB, two passes, one thread: OWASP's choice for servers.
    ///
    /// The second choice of RFC 9106 needs 64 MiB and four threads, which the controller would take
    /// from HAProxy at each sign-in: docs/decisions/0067.
    public static let usual = PasswordCost(memory: 19_456, passes: 2)

    /// Whether a file may demand this computation: at most 256 MiB and some seconds.
    var isBearable: Bool {
        (8...262_144).contains(memory) && (1...16).contains(passes) && (1...8).contains(lanes)
            && memory >= 8 * lanes && memory * passes <= 1 << 20
    }
}
