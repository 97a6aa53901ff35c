import CGNU
import Glibc

/// The extended attributes of a file, its access list among them.
///
/// **Source:** `xattr(7)`, `acl(5)`.
struct ExtendedAttributes {
    private let values: [(name: String, value: [UInt8])]

    /// The access list, without which others than before could read a file.
    private static let accessList = "system.posix_acl_access"

    /// Those of an open file; none where its file system has none.
    init(of descriptor: Int32) {
        var names = [CChar](repeating: 0, count: 65_536)
        let count = flistxattr(descriptor, &names, UInt(names.count))
        let text = names.prefix(max(0, count)).map { UInt8(bitPattern: $0) }
        values = text.split(separator: 0).compactMap { bytes in
            let name = String(decoding: bytes, as: UTF8.self)
            var value = [UInt8](repeating: 0, count: 65_536)
            let count = fgetxattr(descriptor, name, &value, UInt(value.count))
            return count < 0 ? nil : (name, Array(value.prefix(count)))
        }
    }

    /// Gives them to another file; 0, or an error number.
    ///
    /// One that only the kernel may set, such as a label, is the kernel's business; an access list
    /// that can't be set is an error.
    func give(to descriptor: Int32) -> Int32 {
        for (name, value) in values {
            let code = fsetxattr(descriptor, name, value, UInt(value.count), 0)
            if code != 0 && name == Self.accessList { return errno }
        }
        return 0
    }
}
