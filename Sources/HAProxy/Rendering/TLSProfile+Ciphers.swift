import Model

// Source: Mozilla, Server Side TLS, guidelines 5.7, in OpenSSL's names.
extension TLSProfile {
    /// The oldest TLS version.
    var minimumVersion: TLSVersion {
        switch self {
        case .modern: .tls13
        case .intermediate: .tls12
        case .old: .tls10
        }
    }

    /// Returns this profile, or the next older one with ciphers for clients of this version.
    func reaching(_ version: TLSVersion) -> TLSProfile {
        switch version {
        case .tls10, .tls11: .old
        case .tls12: self == .modern ? .intermediate : self
        case .tls13: self
        }
    }

    /// The cipher suites of TLS 1.3, common to all profiles.
    static let suites =
        "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256"

    /// The groups of key exchange, common to all profiles.
    static let curves = "X25519:prime256v1:secp384r1"

    /// The ciphers of TLS 1.2 and older.
    var ciphers: String {
        switch self {
        case .modern: ""
        case .intermediate: Self.common.joined(separator: ":")
        // OpenSSL 3 allows the signatures of TLS 1.0 and 1.1 only at security level 0.
        case .old: (Self.common + Self.veryOld).joined(separator: ":") + ":@SECLEVEL=0"
        }
    }

    private static let common = [
        "ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256",
        "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-RSA-AES256-GCM-SHA384",
        "ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-RSA-CHACHA20-POLY1305",
        "DHE-RSA-AES128-GCM-SHA256", "DHE-RSA-AES256-GCM-SHA384",
        "DHE-RSA-CHACHA20-POLY1305",
    ]

    private static let veryOld = [
        "ECDHE-ECDSA-AES128-SHA256", "ECDHE-RSA-AES128-SHA256", "ECDHE-ECDSA-AES128-SHA",
        "ECDHE-RSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA384", "ECDHE-RSA-AES256-SHA384",
        "ECDHE-ECDSA-AES256-SHA", "ECDHE-RSA-AES256-SHA", "DHE-RSA-AES128-SHA256",
        "DHE-RSA-AES256-SHA256", "AES128-GCM-SHA256", "AES256-GCM-SHA384", "AES128-SHA256",
        "AES256-SHA256", "AES128-SHA", "AES256-SHA", "DES-CBC3-SHA",
    ]
}

extension TLSVersion {
    /// HAProxy's keyword.
    var word: Word {
        switch self {
        case .tls10: "TLSv1.0"
        case .tls11: "TLSv1.1"
        case .tls12: "TLSv1.2"
        case .tls13: "TLSv1.3"
        }
    }
}
