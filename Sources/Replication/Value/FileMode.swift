/// The permissions that a replicated file can have: none lets another user write.
public enum FileMode {
    /// The permissions, in ascending order.
    public static let all: [UInt32] = [0o600, 0o640, 0o644, 0o700, 0o750, 0o755]

    /// Returns the widest permissions that grant no more than these, except that the owner can
    /// read and write.
    public static func rounded(_ mode: UInt32) -> UInt32 {
        let granted = mode & 0o777 | 0o600
        return all.last { $0 & ~granted == 0 } ?? 0o600
    }
}
