import CGNU
import Glibc

/// The extended attributes of a file, including its access list.
///
/// **Source:** `xattr(7)`, `acl(5)`.
struct ExtendedAttributes {
    private let values: [(name: String, value: [UInt8])]

    /// The access list, without which other users than before could read a file.
    private static let accessList = "system.posix_acl_access"

    /// Reads the attributes of an open file; empty where its file system has none.
    init(of descriptor: Int32) {
        var names = [CChar](repeating: 0, count: 65_536)
        let count = flistxattr(descriptor, &names, names.count)
        let text = names.prefix(max(0, count)).map { UInt8(bitPattern: $0) }
        values = text.split(separator: 0).compactMap { bytes in
            let name = String(decoding: bytes, as: UTF8.self)
            var value = [UInt8](repeating: 0, count: 65_536)
            let count = fgetxattr(descriptor, name, &value, value.count)
            return count < 0 ? nil : (name, Array(value.prefix(count)))
        }
    }

    /// Sets the attributes on another file; 0, or an error number.
    ///
    /// An attribute that only the kernel may set, such as a label, is skipped. An access list that
    /// cannot be set is an error.
    func give(to descriptor: Int32) -> Int32 {
        for (name, value) in values {
            let code = fsetxattr(descriptor, name, value, value.count, 0)
            if code != 0 && name == Self.accessList { return errno }
        }
        return 0
    }
}
