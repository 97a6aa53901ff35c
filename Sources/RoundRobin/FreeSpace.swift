import Glibc

/// The free space of a file system, a part of which is left to others.
struct FreeSpace {
    private let directory: String
    /// The reason that no file may be created; nil: there is enough space.
    private(set) var shortage: String?

    /// The space that is left to others, which is a tenth of the file system, but at most this.
    ///
    /// **Unit:** bytes.
    private static let reserve: UInt64 = 1 << 30

    init(directory: String) {
        self.directory = directory
    }

    private static func text(_ bytes: UInt64) -> String {
        bytes < 10 << 20 ? "\(bytes >> 10) KiB" : "\(bytes >> 20) MiB"
    }

    /// Looks at the file system.
    mutating func look() {
        var state = statvfs()
        guard statvfs(directory, &state) == 0 else {
            shortage = "cannot look at the file system of \(directory): errno \(errno)"
            return
        }
        let unit = UInt64(state.f_frsize)
        let (free, all) = (UInt64(state.f_bavail) * unit, UInt64(state.f_blocks) * unit)
        let reserve = min(Self.reserve, all / 10)
        shortage =
            free < reserve
            ? "the file system of \(directory) has \(Self.text(free)) left, and new histories "
                + "leave \(Self.text(reserve)) to others" : nil
    }
}
