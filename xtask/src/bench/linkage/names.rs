//! Albanian names as they are borne, the frequent ones first: what invented people are called.
//!
//! Written for this bench from common knowledge of the language, apart from the rules of the crate
//! under test: a generator that shared the crate's tables would measure its own echo.

/// Men's names; after `=` what the same man is called at home, or abroad since his baptism.
pub(super) const MEN: &str = "
Arben=Beni,Ben Agim=Gimi Artan=Tani Ilir=Liri Gëzim=Zimi Bashkim=Bashi Besnik=Niku Dritan=Dani Edmond=Mondi,Mond
Fatmir=Miri Genci Alban=Bani Ardian=Adi,Diani Arjan=Jani Armand=Mandi Astrit=Titi Avni Altin=Tini Albert=Berti,Bert
Alfred=Fredi,Fred Ali Ahmet=Meti Arian Arber Ardit=Diti Andi Admir=Miri Adriatik=Tiku Agron=Goni Afrim=Rimi Anton=Toni,Ndue
Ndue=Anton,Toni Zef=Jozef,Jozi Gjon=Giovanni,Gianni,John Gjergj=Giorgio,Jorgo Pal=Paolo,Pali Mark=Marco,Marku
Pjetër=Pietro,Pjero Ndrec=Andrea Prend=Primo Nikollë=Nikola,Koli,Nicola Llesh=Alessandro,Leka Kol=Nikollë Luigj=Luigi,Gjin
Gjin=Gino Ded=Deda Lekë=Leka Preng=Prengi Frrok=Rroku Rrok=Rocco Tom=Tommaso Marash Lulash Vat Zog Pashk=Pasquale
Bujar=Buji Besim=Simi Beqir=Qiri Bardhyl=Bardhi Blerim=Rimi Burim Bilal Bektash Dashnor=Nori Dashamir=Miri Defrim
Durim Dalip Dilaver=Laveri Daut Durim Elton=Toni Eduard=Edi Ervin=Vini Erion=Oni Enver=Veri Endrit=Diti Enkelejd=Eni
Ermal=Mali Erjon Eldi Emiljano=Emi Engjëll=Ëngji Fatos=Tosi Ferdinand=Nandi,Ferdi Flamur=Muri Florian=Lori Fadil=Dili
Ferit=Riti Fisnik=Niku Faik Gazmend=Mendi,Gazi Gentian=Genti Gent Gjovalin=Valini,Lini Gramoz=Mozi Hasan=Sani,Cani
Hysen=Seni,Ceni Halil=Lili Hajdar=Dari Haxhi Hekuran=Kurani Ibrahim=Brahimi,Braho Idriz=Driz Ilmi Isa Ismail=Smaili
Isuf=Sufi Islam Jani=Gianni,John Jakup=Kupi Jorgo=Giorgio,George Kastriot=Trioti Kujtim=Timi Klodian=Klodi Kreshnik=Niku
Koço=Kostandin,Kostas Kostandin=Koço,Kosta,Dino Kristaq=Taqi,Taqo Kristo=Christos Kujtim Lavdosh Luan=Lani Lulëzim=Zimi,Luli
Leonard=Nardi Liridon=Doni Lorenc=Enci Lutfi Luftar Maksim=Simi Mehmet=Meti Muhamet=Meti,Hamit Muharrem=Remi Mustafa=Tafa
Myslim=Limi Murat=Rati Mentor=Tori Mihal=Mihali,Michele Miri Mhill=Michele Nazmi Naim Nexhip=Xhipi Ndriçim=Çimi Niko=Nicola
Neki Nevruz=Ruzi Novruz Osman=Mani Olsi Orges Petrit=Triti,Piti Perparim=Rimi Petro=Pietro,Pietri Pandeli=Deli,Lili Panajot=Oti
Perikli=Kli Pirro Përparim=Rimi Qemal=Mali Qazim=Zimi Qerim=Rimi Ramadan=Dani,Dan Ramiz=Mizi Rexhep=Xhepi,Rexha Refik=Fiku
Robert=Berti Roland=Landi Rrapo Rustem=Temi Sabri Saimir=Miri Sali Selim=Limi Selman=Mani Shpëtim=Timi Shefqet=Qeti Skënder=Deri,Nderi
Sokol=Koli Spiro=Spiros Stavri=Stavros Sulejman=Sula,Mani Shaban=Bani Shaqir=Qiri Sotir=Toti Thanas=Athanasios,Nasi Todi Thimi
Tefik=Fiku Tomorr=Morri Tahir Valon=Loni Vangjel=Gjeli,Vangelis Vasil=Sili,Vasilis Valter=Teri Viktor=Tori Veli Vehbi=Behbi Vladimir=Ladi
Xhavit=Viti Xhemal=Mali,Xhema Xhevahir=Vahiri Xhevdet=Deti Xhelal=Lali Ylli Yzeir=Zeri Ymer=Meri Zenel=Neli Zyber=Beri Zaim Ziso
Zejnel Zydi Çelo Çlirim=Limi Njazi Nuri Dhimitër=Miti,Taq,Dimitris Dhori Thoma=Tommaso Tonin=Toni Shtjefën=Stefano,Fani Zija Ylber Ermir
Rigers Renato=Nato Redi Xhuljan Klevis Klajdi Kevin Indrit Igli Marsel Mikel Nertil Olger Orgest Rezart Rei Sidrit Xhoi Taulant=Lanti";

/// Women's names, written the same way.
pub(super) const WOMEN: &str = "
Drita=Dita Shpresa=Presa Fatmira=Mira Lindita=Dita,Linda Mimoza=Moza Valbona=Bona Teuta=Uta Vjollca=Lola Luljeta=Lule,Eta Liri
Elira=Lira Anila=Ila Arta Albana=Bana Aurela=Rela,Ela Adelina=Lina,Adela Aferdita=Dita,Afi Afërdita=Dita Ana=Anna Alketa=Keta
Antoneta=Neta Anisa Arbana Arjana=Jana Ariola Blerta=Leta Bukurie=Bukra,Kuria Besa Brunilda=Nilda,Bruna Bardha Besiana
Dhurata=Rata Dorina=Rina,Dori Denisa=Nisa Diana=Ana Donika=Nika Dafina=Fina Drane=Dranja Diella Dile Entela=Tela Eda
Elvira=Vira Elona=Lona Ermira=Mira Elsa Enkeleda=Leda,Eni Esmeralda=Alda,Esma Eralda Etleva=Leva Evis Fatime=Time,Fato Fatbardha
Flutura=Tura Flora Florinda=Linda Fatjona=Jona Feride=Ride Fadile File Floresha Ganimete=Mete Gjyste Gjele Gjyze Gjystina=Tina
Hava Hatixhe=Tixhe Hasije Hajrije=Rije Hyrije Hamide Ilda Irena=Rena Ilirjana=Jana,Liri Irma Iris Jeta Jonida=Nida Juliana=Jana
Jola Jorgjie Kadrije=Rije Kujtime=Time Klodiana=Diana,Klodi Kristina=Tina Klaudia Kostandina=Dina Lavdie Leonora=Nora Liljana=Lila,Jana
Lirie Lule Luiza=Iza Lumturi=Turi Ledia Luçie=Lucia Loreta=Reta Liza=Elisabetta Lize Marjana=Jana Mira Manjola=Jola,Mani Majlinda=Linda
Mirela=Rela Merita=Rita Mirjeta=Eta Migena=Gena Mrika=Maria Mri=Maria Maria=Mrika,Meri Marije Mereme=Reme Myrvete=Vete Nazmije Nadire
Nevila=Vila Nexhmije=Nexhi Nora Nurije Natasha=Tasha Naxhije Nertila=Tila Ndoja Olta Ornela=Nela Odeta=Deta Olimbi Pranvera=Vera
Parashqevi=Vita Polikseni=Kseni Prena Pashke=Pasquina Qamile=Mile Qefsere Raimonda=Monda,Moni Rovena=Vena Rajmonda=Monda Rukije=Ruke
Remzije Rudina=Dina Rita Rozafa=Zafa Roza=Rosa Sadete Sanije=Sania Silvana=Vana Sonila=Nila Suela=Ela Sabrije Saimira=Mira Sose
Shqipe=Qipe Shkurte Shega Sanie Shegushe Selime Sofie=Sofia Teta Tone=Antonia Tereza=Reza Terezina=Zina Tatjana=Tana Valentina=Tina,Vali
Violeta=Leta Vera Vasilika=Lika Vitore=Tore,Vita Valdete=Dete Xhevahire=Vahire Xhemile=Mile Xhuljeta=Eta Yllka Ylberina=Rina Zana
Zenepe=Nepe Zarife Zylfije Zamira=Mira Zoje=Zoja Çile Lindë Dritë=Dita Shpresë Besë Artë Yllkë Mirë Bardhë Age Dava Dede Gjela Ikbale
Bora Kejsi Klea Megi Sara Sidorela=Ela Sindi Xhensila=Sila Xhesika=Sika Amarilda=Alda Arnisa Artjola=Jola Edlira=Lira Egla Eneida Fiona Gerta";

/// Surnames.
pub(super) const SURNAMES: &str = "
Hoxha Shehu Prifti Gjoka Dervishi Marku Leka Deda Prendi Hysa Kola Kurti Lleshi Ahmeti Bega Çela Cani Hasani Zeneli Meta Dema Muça Basha
Biba Gjini Hysenaj Halili Alia Murati Balla Kaja Duka Gjergji Nikolla Ndoci Përnaska Ndreu Palushi Rama Pepa Gjeta Toska Tafa Kodra
Elezi Osmani Allushi Ismaili Ibrahimi Islami Jaho Kapllani Koçi Kuqi Laci Lika Lleshaj Loka Luku Mema Mehmeti Memushaj Muka Mustafaj
Myftari Ndoja Nika Noka Pali Pasha Pjetri Preçi Qosja Rexhepi Rroku Sala Selimi Shkurti Sinani Sula Spahiu Sulaj Shyti Tabaku Topalli
Troka Tusha Vata Veliu Vuka Xhafa Xhepa Ymeri Zefi Zeka Zogaj Zyka Çuni Çoku Dhima Dhamo Gega Gjata Gjoni Hila Hima Haxhiu Hidri Imeraj
Jakupi Jorgji Kacani Kalaja Karaj Kastrati Kokoshi Kondi Krasniqi Kraja Kristo Kume Lala Lamaj Lazri Likaj Mahmutaj Malaj Maloku Mara Mati
Matraku Mekshi Mersini Mici Mihali Mile Mitro Molla Mone Mulla Musta Naço Nela Nuredini Omeri Paci Papa Papajani Paskali Pata Peçi Pero
Petro Plaku Poda Qafa Qirjako Qirjaku Qose Rada Rakipi Ramaj Reka Rizvani Ruçi Rrapaj Rrapi Sadiku Sako Saraçi Selmani Sejdini Shabani
Shaqiri Shahini Shameti Shima Shtylla Simoni Skënderi Skura Sokoli Stafa Stefa Sinanaj Suli Tahiri Tare Tase Thartori Tola Toto Treska Trungu
Uka Vasili Velaj Vila Visha Vjerdha Xhaferri Xhani Xhelili Xhixha Xhoxhi Zaimi Zela Zhupa Zoto Zylyftari Zhuli Zharri Çaushi Çakërri
Çekani Çelaj Çobani Çollaku Dhrami Dauti Dajçi Dibra Dine Doda Doçi Dragoti Drita Dushku Duro Dyrmishi Fani Fejzo Ferra Fiku Frashëri Frroku
Fusha Gaba Gashi Gica Gjika Gjinaj Gjokaj Gjolena Guri Gusho Hajdari Hajdini Halimi Hamzaj Hazizi Hoti Hyka Idrizi Isufaj Isufi Jaku
Jata Jonuzi Jupi Kabashi Kadiu Kalemi Kamberi Kanani Karafili Kasa Kasemi Këlliçi Kërçuku Kikia Koka Kolaj Koleci Kolndreu Konomi Kosova
Kraja Kreka Kruja Kryemadhi Kuka Kulla Kullolli Lagji Lahi Laska Lekaj Lici Limani Lufi Luli Llaha Llapi Lloshi Lluri Maci Maksuti Mala Mandro
Manushi Marashi Marku Marleci Matja Metaj Mhilli Mirashi Mrishaj Muço Mullai Muzhaqi Myrta Nallbani Nexhipi Ndou Ndue Ndrekaj Nushi Ndregjoni
Pashaj Pema Përgjoni Pirra Prela Prenga Progri Puka Qarri Qesku Qerimi Qorri Rrushi Rusi Rustemi Ruka Shala Shllaku Shpati Shpuza Shtjefni Shkreli
Tafilaj Temali Thaçi Thana Toçi Tomorri Tuci Turkaj Ulqini Vathi Vuksani Vukaj Xhaja Xhemali Xhindi Zagani Zadrima Zenuni Zekaj Zmijani";

/// Endings that make one family name of another man's name, as clans are called.
pub(super) const CLAN_ENDINGS: [&str; 5] = ["aj", "i", "aj", "llari", "ku"];

/// Municipalities, the large ones first; after `=` what others and clerks abroad write for the same place.
pub(super) const PLACES: &str = "
Tiranë=Tirana,Tirane,Tiranës,Τίρανα,Тирана Durrës=Durres,Durrësi,Durazzo,Drač,Δυρράχιο Shkodër=Shkodra,Shkoder,Scutari,Skadar,Скадар
Vlorë=Vlora,Vlore,Valona,Avlona,Αυλώνας Elbasan=Elbasani,Elbassan,Ελμπασάν Fier=Fieri,Fieri,Φιέρι Korçë=Korça,Korce,Koritsa,Coriza,Κορυτσά
Kamëz=Kamza,Kamez Berat=Berati,Beratit,Μπεράτι Lushnjë=Lushnja,Lushnje,Lusgna Gjirokastër=Gjirokastra,Gjirokaster,Argirocastro,Argyrokastro,Αργυρόκαστρο
Kukës=Kukesi,Kukes,Kuks Lezhë=Lezha,Lezhe,Alessio,Lješ Pogradec=Pogradeci,Pogradets Krujë=Kruja,Kruje,Croia Kavajë=Kavaja,Kavaje,Cavaia
Laç=Laçi,Lac Kuçovë=Kuçova,Kucove Peshkopi=Peshkopia,Peškopeja Sarandë=Saranda,Sarande,Santi_Quaranta,Agioi_Saranta,Άγιοι_Σαράντα Burrel=Burreli
Librazhd=Librazhdi,Librazd Patos=Patosi Bulqizë=Bulqiza,Bulqize Rrëshen=Rrësheni,Rreshen Gramsh=Gramshi Cërrik=Cërriku,Cerrik Mallakastër=Mallakastra,Ballsh
Vorë=Vora,Vore Shijak=Shijaku Roskovec=Roskoveci Divjakë=Divjaka,Divjake Tepelenë=Tepelena,Tepelene Përmet=Përmeti,Permet,Premeti Pukë=Puka,Puke
Bajram_Curri=Tropojë,Tropoja Malësi_e_Madhe=Koplik,Malesi_e_Madhe Vau_i_Dejës=Vau_Dejes,Vau-Dejës Has=Krumë,Krume Mirditë=Mirdita Klos=Klosi
Prrenjas=Përrenjas,Prenjas Belsh=Belshi Peqin=Peqini Këlcyrë=Këlcyra,Kelcyre Libohovë=Libohova Memaliaj=Memaliaji Delvinë=Delvina,Delvino Himarë=Himara,Himare,Chimara
Selenicë=Selenica Ersekë=Kolonjë,Erseka Devoll=Devolli,Bilisht Maliq=Maliqi Pustec=Pusteci Skrapar=Skrapari,Çorovodë Poliçan=Poliçani,Polican Ura_Vajgurore=Ura_Vajgurore
Fushë-Arrëz=Fushë_Arrëz,Fushe_Arrez Dibër=Dibra,Diber,Debar Mat=Mati Kurbin=Kurbini Konispol=Konispoli Finiq=Finiqi,Phoenice Dropull=Dropulli,Dropolis Rrogozhinë=Rrogozhina,Rrogozhine";
