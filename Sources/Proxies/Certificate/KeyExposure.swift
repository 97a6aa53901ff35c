import Certificates
import Glibc
import Model

/// Returns a finding if other users have permissions on a file with a key; nil: none have.
package func keyExposure(of path: String) -> CertificateFinding? {
    var facts = stat()
    guard stat(path, &facts) == 0, facts.st_mode & 0o077 != 0 else { return nil }
    return CertificateFinding(
        .certificateKeyExposed, .warning,
        "others than its owner have rights to a file that holds a key",
        hint: "chmod 600 \(path)")
}
