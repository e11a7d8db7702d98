"""Passwords that are tried first by everyone who guesses; compared in lower case. Knows no account.

Shorter ones are refused by length already. The list is ours: patterns of keyboards, words, names and years that guessing
dictionaries start with, written out.
"""

WEAK_PASSWORDS = frozenset(
    """
    00000000 000000000 0000000000 01234567 012345678 0123456789 0987654321 09876543 10203040 102030405 11111111 111111111
    1111111111 11112222 11223344 1122334455 112233445566 12121212 1212121212 12312312 123123123 12341234 123412345 12344321
    12345678 123456789 1234567890 12345678910 123456781 12345678a 123456789a 123456abc 1234abcd 1234qwer 123456aa 123456qq
    123321123 123454321 1234554321 123654789 123qweasd 123qwe123 12qwaszx 13131313 13579246 135792468 14725836 147258369
    1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y 1qaz1qaz 1qaz2wsx 1qaz2wsx3edc 1qazxsw2 20202020 21212121 22222222 23232323 24681012
    31415926 314159265 33333333 44444444 456456456 5201314520 52013145 55555555 66666666 77777777 78787878 789456123 87654321
    88888888 888888888 8888888888 963852741 98765432 987654321 9876543210 99999999 999999999 a1234567 a12345678 a123456789
    a1b2c3d4 a1s2d3f4 aa123456 aaaa1111 aaaaaaaa ab123456 abc12345 abc123456 abc123abc abcd1234 abcd12345 abcdefgh abcdefg1
    access14 adminadmin admin123 admin1234 admin12345 admin123456 admin888 admin@123 admin@1234 administrator alexander
    amanda12 anthony1 apple123 asd123456 asdf1234 asdfasdf asdfghjk asdfghjkl asdfghjkl1 asdqwe123 baseball baseball1
    basketball batman123 blink182 business butterfly changeme changeme1 changeme123 charlie1 chelsea1 chocolate computer
    computer1 cookie123 corvette creative danielle darkness database default1 december dragon12 dragon123 easytune
    easytune1 easytune123 easytune-llm einstein elephant facebook finetune finetuning football football1 freedom1 friends1
    ginger12 godzilla guest123 hahahaha hello123 hello1234 helloworld hunter12 iloveyou iloveyou1 iloveyou2 internet jennifer
    jessica1 jordan23 justin12 killer12 kimberly letmein1 letmein123 liverpool liverpool1 login123 lovelove loveyou1
    manchester master12 master123 maverick mercedes michael1 michelle microsoft midnight monkey12 monkey123 mountain
    mustang1 mypassword newpassword nicholas nintendo november p@$$w0rd p@ssw0rd p@ssword p@ssword1 pa55word pass1234
    pass12345 passw0rd passw0rd1 password password! password0 password01 password1 password1! password12 password123
    password1234 passwort patricia pokemon1 porsche911 princess princess1 q1w2e3r4 q1w2e3r4t5 qazwsx123 qazwsxed qazwsxedc
    qq123456 qwe123456 qwer1234 qwerasdf qwert123 qwert1234 qwerty12 qwerty123 qwerty1234 qwerty12345 qwertyui qwertyuiop
    qweasdzxc qweasd123 rootroot root1234 root123456 samantha samsung1 scorpion secret12 secret123 security september
    shadow12 slipknot snowball software starwars starwars1 startrek steelers strawberry sunshine sunshine1 superman superman1
    superuser swordfish test1234 test12345 testtest testtest1 thunder1 tigger12 tinkerbell trustno1 trustno1! universe user1234
    username victoria w1234567 wang1234 welcome1 welcome12 welcome123 welcome@123 whatever woaini123 woaini520 woaini1314
    wodemima xiaoming zaq12wsx zaq1zaq1 zhang123 zxc123456 zxcv1234 zxcvbnm1 zxcvbnm123 zxcvbnma zxcvzxcv zzzzzzzz
    """.split()
)
