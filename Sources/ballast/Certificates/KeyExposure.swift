import Certificates
import Glibc
import Model

/// That others than its owner have rights to a file, which holds a key; nil: they have none.
func keyExposure(of path: String) -> CertificateFinding? {
    var facts = stat()
    guard stat(path, &facts) == 0, facts.st_mode & 0o077 != 0 else { return nil }
    return CertificateFinding(
        .certificateKeyExposed, .warning,
        "others than its owner have rights to a file that holds a key",
        hint: "chmod 600 \(path)")
}
