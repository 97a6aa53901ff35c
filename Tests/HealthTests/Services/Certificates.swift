import Foundation

/// Certificates that a test's own servers use, in a folder: `key.pem`, and for `good.example`
/// `good.pem` and `expired.pem`, each its own issuer.
enum Certificates {
    static let program = "/usr/bin/openssl"

    struct Failure: Error {}

    static func make(in folder: URL) throws {
        let path = { (name: String) in folder.appending(path: name).path }
        let calls = [
            [
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                "-keyout", path("key.pem"), "-out", path("good.pem"), "-days", "2", "-subj",
                "/CN=good.example", "-addext", "subjectAltName=DNS:good.example",
            ],
            [
                "req", "-new", "-key", path("key.pem"), "-subj", "/CN=good.example", "-out",
                path("request.pem"),
            ],
            [
                "x509", "-req", "-in", path("request.pem"), "-signkey", path("key.pem"), "-days",
                "-1", "-out", path("expired.pem"),
            ],
        ]
        for call in calls {
            guard try command(program, call) == 0 else { throw Failure() }
        }
    }
}
