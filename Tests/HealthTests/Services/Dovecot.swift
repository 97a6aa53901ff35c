import Foundation

/// A dovecot that knows everybody by one password.
enum Dovecot {
    /// Ports: IMAP, POP3, IMAP over TLS, POP3 over TLS, and where Postfix asks who may log in.
    static func recipe(_ certificate: String = "good") -> Daemon.Recipe {
        Daemon.Recipe(
            programs: [
                "/usr/sbin/dovecot", "/usr/lib/dovecot/imap-login", "/usr/lib/dovecot/pop3-login",
            ],
            ports: 5, needsRoot: true, hasCertificates: true,
            files: { ["dovecot.conf": configuration($0, certificate)] },
            preparation: { [["/usr/bin/install", "-d", "-m", "1777", $0.path("mail")]] },
            arguments: { ["-F", "-c", $0.path("dovecot.conf")] })
    }

    private static func configuration(_ daemon: Daemon, _ certificate: String) -> String {
        """
        base_dir = \(daemon.path("run"))
        state_dir = \(daemon.path("run"))
        log_path = \(daemon.path("log"))
        protocols = imap pop3
        listen = 127.0.0.1
        disable_plaintext_auth = no
        auth_mechanisms = plain
        auth_failure_delay = 0
        ssl = yes
        ssl_cert = <\(daemon.path(certificate + ".pem"))
        ssl_key = <\(daemon.path("key.pem"))
        passdb {
          driver = static
          args = password=right-one
        }
        userdb {
          driver = static
          args = uid=mail gid=mail home=\(daemon.path("mail"))
        }
        first_valid_uid = 1
        mail_location = maildir:\(daemon.path("mail"))/%u
        service imap-login {
          inet_listener imap {
            port = \(daemon.ports[0])
          }
          inet_listener imaps {
            port = \(daemon.ports[2])
          }
        }
        service pop3-login {
          inet_listener pop3 {
            port = \(daemon.ports[1])
          }
          inet_listener pop3s {
            port = \(daemon.ports[3])
          }
        }
        # Who fails a login is not made to wait for the next.
        service anvil {
          unix_listener anvil-auth-penalty {
            mode = 0
          }
        }
        service auth {
          inet_listener {
            address = 127.0.0.1
            port = \(daemon.ports[4])
          }
        }

        """
    }
}
